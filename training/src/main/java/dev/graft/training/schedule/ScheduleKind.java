package dev.graft.training.schedule;

import java.util.Locale;

/**
 * A schedule of the learning rate by name. Those that begin with {@code hf_} are the {@code lr_scheduler_type} of Hugging Face's
 * Trainer, whose steps count from 0: see {@link HuggingFaceSchedule}. The others are {@link WarmupAndDecay}.
 */
public enum ScheduleKind {
    COSINE,
    LINEAR,
    CONSTANT,
    HF_LINEAR,
    HF_COSINE,
    HF_COSINE_WITH_RESTARTS,
    HF_POLYNOMIAL,
    HF_CONSTANT,
    HF_CONSTANT_WITH_WARMUP,
    HF_INVERSE_SQRT,
    HF_COSINE_WITH_MIN_LR,
    HF_COSINE_WARMUP_WITH_MIN_LR,
    HF_WARMUP_STABLE_DECAY;

    /** Whether it is one of Hugging Face's. */
    public boolean isHuggingFace() {
        return name().startsWith("HF_");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
