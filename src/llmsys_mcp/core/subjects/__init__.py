"""What sections and papers of the field are about, as words.

General knowledge of systems for large models, not of any one list. A section is bound to a subject
when its own name (or what the rules say of it) uses one of `names`; a paper speaks of a subject
when its title uses a cue. So a list with other section names works alike, and a subject that no
section is bound to decides nothing.

Phrases are separated by `;`. Case, hyphens and endings do not matter (`core/words/__init__.py`).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that a section can be about."""

    name: str
    names: str
    """How sections about it are called."""
    strong: str
    """Cues that alone make it likely."""
    usual: str
    """Cues that need a second one."""
    hints: str = ""
    """Words that lean towards it."""


TRAINING, POST_TRAINING, SERVING = "training", "post-training", "serving"
AGENTS, CO_DESIGN, MULTIMODAL = "agents", "co-design", "multimodal"
REPORT, FRAMEWORK, BENCHMARK = "technical report", "framework", "benchmark"
COURSE, READING, OTHER_LIST = "course", "reading", "other list"

TOPICS = (
    Subject(
        TRAINING,
        names="""training; pre-training; train; parallel training; distributed training;
        large-scale training; parallelism; collective communication; communication""",
        strong="training; train; pre-training; pretrain; fsdp; backpropagation; nccl",
        usual="""pipeline parallelism; data parallelism; hybrid parallelism; 3d parallelism; 4d
        parallelism; model parallelism; parallelization; auto-parallelism; gradient; optimizer
        state; zero; zero redundancy; recomputation; rematerialization; activation checkpointing;
        checkpoint-free; allreduce; all-reduce; all-to-all; collective communication;
        communication library; collectives; backward; bubble; pipeline bubbles; parallelism
        strategies; communication overlap; computation-communication; compute-communication;
        communication-efficient; rdma; interconnect; network topology; network architecture; data
        center network; datacenter network; gpu-initiated; optical; supernode; supercomputer;
        scale-up; scale-out; mfu; data loading; data loader; data plane; data pipeline; data
        preprocessing; low-bandwidth; geo-distributed; cross-datacenter; decentralized; thousands
        of gpus; megatron; deepspeed; packing; sequence packing; variable-length; fully sharded;
        sharding; muon""",
        hints="""parallelism; parallel; sequence parallelism; context parallelism; tensor
        parallelism; expert parallelism; large model; foundation model; scaling laws; cluster; gpu
        clusters; hyperscale; heterogeneous; imbalance; load balancing; simulator; simulation;
        emulation; performance modeling; network; communication; placement; partitioning;
        overlapping; mixture-of-experts; moe; long sequences; power; cross-region; gpus;
        distributed; datacenter; infrastructure; topology; fabric; wafer-scale""",
    ),
    Subject(
        POST_TRAINING,
        names="""post-training; rlhf; fine-tuning; finetuning; fine-tuning systems; alignment;
        reinforcement learning; rl; human feedback; adaptation; preference""",
        strong="""rlhf; reinforcement learning; reinforcement; rl; post-training; grpo; ppo; rlvr;
        rollout; human feedback; policy optimization; agentic rl; fine-tuning; finetune""",
        usual="""sft; dpo; reward; alignment; aligning; peft; qlora; instruction tuning;
        preference; actor; critic; off-policy; on-policy; trajectory; staleness; weight
        synchronization; weight transfer; weight update; hyperparameter tuning; verifiable; lora
        training; prompt tuning; test-time training; self-play; parameter-efficient; verl;
        reasoning model training; continual""",
        hints="""lora; reasoning; sandbox; environment; asynchronous; asynchrony; long-tail;
        exploration; distillation; curriculum; policy; lora adapter""",
    ),
    Subject(
        "fault tolerance",
        names="""fault tolerance; fault; straggler; reliability; failures; resilience;
        checkpointing; robustness; availability""",
        strong="""fault; fault-tolerant; failure; straggler; resilient; resilience; resiliency;
        fail-slow; fail-stop; failover; silent data corruption; silent errors; sdc; hang;
        checkpoint; checkpointing; faulty; slow node; failure recovery; fast recovery;
        self-healing; reliable training""",
        usual="""recovery; recover; reliability; reliable; anomaly; diagnosis; diagnosing;
        diagnostic; live migration; robust; robustness; preemption; preemptible; spot instance;
        pinpointing; interruption; downtime; hardware errors; error detection; error checking;
        errors; outage; crash; hot spare; degradation; corruption; bit flips; soft errors;
        redundancy; redundant; restart; rejoin; fault localization""",
        hints="""elastic; elasticity; availability; troubleshooting; detection; detecting;
        tracing; observability; health; root cause; migration; replication; debugging""",
    ),
    Subject(
        SERVING,
        names="serving; inference; deployment; inference systems; llm inference; decoding",
        strong="""serving; serve; co-serving; inference; inferencing; decoding; decode; prefill;
        prefilling; kv cache; kvcache; key-value cache; slo; ttft; tpot; time-to-first-token;
        inference engine; llm serving; llm inference; llm service; model serving;
        inference serving; ml inference; model inference""",
        usual="""request; latency; low-latency; goodput; batching; batch inference;
        continuous batching; attention kernel; attention engine; pagedattention;
        paged attention; prefix caching; prefix-aware; context caching; semantic caching;
        prompt caching; disaggregation; disaggregated; disaggregate; autoscaling; serverless;
        multi-tenant; streaming; quality-of-experience; queue; head-of-line; cold start;
        gpu sharing; multiplexing; offloading; prompt; multi-lora; lora adapters; model loading;
        megakernel; mega-kernel; persistent kernel; model routing; llm router; flashattention;
        chunked prefill; kv; structured generation; structured output; constrained decoding;
        mla; attention-ffn; pd-disaggregated; multi-slo; co-location; colocation;
        preemptive scheduling; token generation; text generation; long prompts;
        expert offloading; multi-turn; conversations; multi-model""",
        hints="""throughput; high-throughput; generative; generation; token; long-context;
        million-token; cost-efficient; cost-effective; memory; memory management; service; energy;
        carbon; power; kernel; pooling; caching; cache; deterministic; nondeterminism; pim; cxl;
        near-memory; dram; hbm; bandwidth; attention; scheduling; scheduler; online; offline;
        cloud; router; routing; load balancer; gpu; cpu; tpu; tenant; fairness; fair; elastic;
        interactive; moe; experts; reasoning; test-time; demand; admission; workload; engine;
        batch; hybrid""",
    ),
    Subject(
        AGENTS,
        names="""agent; agents; agentic; compound ai; compound; rag; retrieval-augmented;
        retrieval; llm applications; orchestration; workflow; multi-agent; tool use; ai agents;
        agent systems; agent memory""",
        strong="""agent; agentic; multi-agent; compound ai; compound; rag; retrieval-augmented;
        retrieval-augmented generation; subagent; agent-native; tool calling; tool call;
        tool use; function calling; model context protocol; mcp; agentic workflows;
        agent serving; deep research""",
        usual="""workflow; tools; tool; llm applications; llm-based applications; llm programs;
        computer use; orchestrator; orchestrating; orchestration; vector search;
        vector database; ann search; nearest neighbor search; retrieval; retriever; copilot;
        web browsing; coding assistant; a2a; swarm; autonomous; long-horizon; agent memory;
        skills; harness; context engineering""",
        hints="""programs; applications; planner; planning; semantic; cross-llm; reasoning;
        test-time; interactive; multi-turn; session; human-in-the-loop; runtime; operating system;
        sandbox; collaboration; query; pipelines; communication; memory; long-term memory; dag;
        environment; concurrency""",
    ),
    Subject(
        "edge",
        names="""edge; mobile; on-device; device; devices; resource-constrained; consumer;
        embedded; local; endpoint""",
        strong="""edge; on-device; mobile; smartphone; phone; consumer-grade; consumer; laptop;
        npu; soc; resource-constrained; memory-constrained; microcontroller; iot; wearable;
        tinyml; in-vehicle; ai pc; pcs; edge-cloud; device-cloud; apple silicon; jetson; android;
        ios; llama.cpp; embedded devices; embedded systems""",
        usual="""personal; limited memory; limited gpu memory; single gpu; low-resource; desktop;
        battery; device; commodity; browser; webgpu; low-end; small language models; slm; tiny;
        ssd; unified memory; vehicle; robot; drones; user devices; constrained; snapdragon; metal;
        mlx; on-premises; local llm; local inference; local deployment; locally""",
        hints="""cpu; low-power; storage; nvme; flash memory; flash storage; collaborative;
        swapping; budget; offloading; real-time; privacy; hybrid execution; cpu-gpu""",
    ),
    Subject(
        CO_DESIGN,
        names="""co-design; codesign; quantization; sparsity; compression; model compression;
        pruning; speculative decoding; efficiency optimization; algorithm; algorithmic;
        algorithmic solution; model efficiency; efficient models; decoding acceleration;
        efficient attention; attention optimization; efficient architecture; low-bit""",
        strong="""quantization; quantized; quantize; low-bit; 8-bit; 4-bit; 3-bit; 2-bit; 1-bit;
        sub-1-bit; int4; int8; fp4; fp6; fp8; nvfp4; mxfp4; w4a8; w4a4; sparsity; sparse;
        sparse attention; block-sparse; pruning; prune; speculative decoding; speculative;
        speculation; self-speculative; early exit; kv cache compression; kv compression;
        kv cache eviction; kv cache quantization; compression; linear attention; co-design;
        codesign; parallel decoding; ternary; multi-token prediction; mtp; low-precision;
        mixed-precision; draft model; drafting; drafter; token pruning; bitnet""",
        usual="""precision; draft; eviction; approximate; approximation; low-rank; svd; token
        reduction; token dropping; layer skipping; skipping; distillation; lossless;
        training-free; merging; sparsification; microscaling; cascade; compressed; compress;
        retraining; lookahead; jacobi; rotation; hadamard; outlier; codebook; bit; activation
        sparsity; dynamic sparsity; attention sparsity; hybrid models; state space; ssm; mamba;
        subquadratic; early termination; hybrid attention; acceptance rate; acceptance; tree
        drafting; verification tree; integers; depth; efficient attention; latent attention; gqa;
        sliding window; top-k; recurrent; model architecture""",
        hints="""accuracy; layers; hardware-aware; hardware-efficient; long-context; attention;
        algorithm; near-lossless; calibration; kernel; gemm; tensor cores; architecture""",
    ),
    Subject(
        MULTIMODAL,
        names="""multi-modal; multimodal; multi-model systems; image generation; diffusion;
        vision; video; image; speech; audio; vlm; omni; text-to-image; vision-language;
        generative media; multimodality""",
        strong="""multimodal; multi-modal; multimodality; vision; visual; image; video;
        diffusion; dit; vlm; vision-language; mllm; lmm; text-to-image; text-to-video; audio;
        speech; text-to-speech; tts; voice; omni; omni-modal; omnimodal; any-to-any; modality;
        dllm; vla; world model; image generation; video generation; diffusion transformer;
        diffusion models; diffusion llm; diffusion language models; encoder disaggregation""",
        usual="""denoising; resolution; generative ai; encoder; frames; embodied; robotic;
        pixel; block-diffusion; flow matching; avatar; rendering; 3d generation; ocr;
        physical ai; unified models; unet; stable diffusion; latent diffusion""",
        hints="frame; patch; generation; media; temporal; spatial; encoding",
    ),
    Subject(
        "ai for systems",
        names="""llm for systems; llms for systems; ai for systems; llm for system;
        ml for systems; llm for compilers; ai-driven; ai for system design;
        llm-driven systems; llm-based optimization; code generation""",
        strong="""program analysis; static analysis; root cause analysis; code generation;
        code generators; kernel generation; kernel synthesis; kernel optimization;
        kernel optimization agents; gpu kernel optimization; generated kernels;
        generating kernels; cuda kernel generation; triton kernel; cuda kernels; kernel agents;
        llm kernel; bug detection; fuzzing; formal verification; formally verified; verilog;
        rtl; aiops; kernelbench; llm-assisted; llm-generated; llm-driven; llm-informed;
        llm-synthesized; llm-powered; llm-guided; llm-enhanced; llm-aided; ai-generated;
        ai-driven; ai-powered; ai-assisted; agent-driven; text-to-sql; program synthesis;
        chip design; eda; hardware design; code optimization; code translation; vulnerability;
        transpilation; knob tuning; database tuning; index tuning; compiler optimization;
        auto-tuning; autotuning; superoptimization; automated discovery; algorithm discovery;
        evolutionary; evolve; evolving; alphaevolve; self-evolving systems; self-improving;
        bug; incident; software engineering; swe; llm for; llms for; llm agents for;
        ai agents for; agents for systems; using llm; with llm; with llm agents;
        using llm agents; using language models; using large language models;
        with large language models; via large language models; llms write; can llms;
        can large language models; can ai agents""",
        usual="""compiler; root cause; configuration; tuning; debugging; database; sql; cloud
        operations; logs; log parsing; evolution; discovery; discover; heuristic; software; code;
        coding; checker; specification; test generation; testing; linux; operating system;
        assembly; triton; automate; automated; synthesize; synthesis; solver; translate;
        translation; sre; verification; verifying; correctness; proof; vibe; performance analysis;
        computer architecture; architecture discovery; ai scientist; patches; repair; storage
        systems; networked systems; network management; cluster management; fault localization""",
        hints="""kernel; cuda; design; agents; agentic; optimization; optimize; auto-optimize;
        llms; search; hardware; write; system design; network; ai; autonomous""",
    ),
    Subject(
        "general machine learning",
        names="""ml systems; machine learning systems; deep learning systems; dl systems;
        general machine learning; dnn systems""",
        strong="""dnn; deep neural network; gnn; graph neural network; recommendation;
        recommender; dlrm; deep learning; cnn; neural network; federated learning; federated;
        automl; hyperparameter; embedding tables; recsys""",
        usual="""machine learning; ml; tensor programs; tensor compiler; deep learning compiler;
        gpu scheduling; ml workloads; embeddings; graph""",
        hints="model serving; inference serving; ml inference",
    ),
)
"""What research is about."""

FORMS = (
    Subject(
        REPORT,
        names="""technical report; industrial; model report; model releases; tech report;
        model cards; foundation models""",
        strong="technical report; tech report; model card; system card; technical overview",
        usual="""foundation language models; family of; open-weight; open weights;
        frontier models; open models; language model family; open language model;
        reasoning models; foundation models""",
        hints="frontier; open; introducing; advancing; pushing; open-source",
    ),
    Subject(
        FRAMEWORK,
        names="""framework; library; libraries; projects; open source; toolkits; tools;
        software; repositories; engines; codebases""",
        strong="",
        usual="library; toolkit; open-source; sdk; easy-to-use; full-stack; codebase",
        hints="""framework; platform; modular; high-performance; stack; engine; training;
        serving; inference; recipes; reproducible""",
    ),
    Subject(
        "survey",
        names="survey; review; overview; survey papers",
        strong="survey; literature review; systematic review; taxonomy; sok",
        usual="""comprehensive review; review; roadmap; landscape; challenges and opportunities;
        vision paper; position paper; comparative study; design guide; primer""",
        hints="""comprehensive; systematic; overview; perspective; opportunities; challenges;
        advances; recent; trends; applications; future""",
    ),
    Subject(
        BENCHMARK,
        names="benchmark; leaderboard; traces; workload; datasets; evaluation; measurement; arena",
        strong="""benchmark; benchmarking; leaderboard; traces; bench; mlperf; workload study;
        arena; workload traces; production traces; trace dataset""",
        usual="""trace; dataset; workload characterization; characterization; characterizing;
        real-world; evaluation; evaluating; measurement; measuring; in the wild; suite; metrics;
        empirical study""",
        hints="workload; study; production; empirical; demystifying; understanding",
    ),
    Subject(
        COURSE,
        names="course; lectures; classes; university courses; seminars",
        strong="course; lecture; seminar; syllabus; curriculum; bootcamp; class; mooc",
        usual="spring; fall; winter; cs; systems for; introduction to",
        hints="tutorial; machine learning systems; large language model systems",
    ),
    Subject(
        READING,
        names="readings; reading; blog; articles; blog posts; essays; tutorials",
        strong="""blog; handbook; cookbook; playbook; illustrated; explained; keynote;
        from scratch; deep dive; how to""",
        usual="""guide; anatomy; understanding; book; lessons; essay; primer; visual guide;
        inside; introduction; beginner; walkthrough; explainer; tour""",
        hints="overview; transformer; optimization; building; building blocks",
    ),
    Subject(
        OTHER_LIST,
        names="""other reading; other list; curated lists; resources; related lists;
        additional reading; miscellaneous; paper lists""",
        strong="awesome; curated list; paper list; reading list; curated; curated resources",
        usual="list; repository; roadmap; tutorial; newsletter; digest",
        hints="papers; keynote; news; industry; clusters; infrastructure; building",
    ),
)
"""What kind of thing an entry is, whatever it is about."""

MODEL_FAMILIES = """
apertus arctic baichuan bailing chatglm chatgpt claude codestral command dbrx deepseek doubao ernie
exaone falcon gemini gemma glm gpt granite grok hunyuan internlm internvl jamba kimi ling llama
longcat magistral mimo minimax ministral mistral mixtral molmo nemotron nova olmo palm pangu phi
qwen qwq seed skywork smollm solar stepfun voxtral yi
"""
"""Released model families; a title whose name is one of them is often that model's report."""

PHASES = frozenset((TRAINING, SERVING))
"""Topics that most papers speak of beside the one that decides."""
FORM_NAMES = frozenset(form.name for form in FORMS)


def kind(name: str) -> str:
    """Whether the subject called `name` is a `phase`, a `form` or a `topic`."""
    return "phase" if name in PHASES else "form" if name in FORM_NAMES else "topic"
