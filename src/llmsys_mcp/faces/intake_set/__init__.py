"""The intake set: what people paste, judged paper by paper."""
