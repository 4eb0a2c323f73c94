package dev.graft.graph.autodiff;

import static dev.graft.graph.OperatorCase.of;
import static dev.graft.graph.OperatorCase.single;

import dev.graft.graph.OperatorCase;
import java.util.List;

/** Activation functions; the inputs reach both sides of each kink and stay away from it. */
final class ActivationCases {
    private ActivationCases() {}

    static List<OperatorCase> all() {
        return List.of(
                of("Relu", "").nonzero(2, 3),
                single("LeakyRelu", "").nonzero(2, 3),
                single("LeakyRelu", "alpha").with("alpha", 0.3).nonzero(2, 3),
                single("ThresholdedRelu", "").distinct(4, 8),
                single("ThresholdedRelu", "alpha").with("alpha", 0.2).distinct(3, 4),
                single("Elu", "").nonzero(2, 3),
                single("Elu", "alpha").with("alpha", 0.5).nonzero(2, 3),
                single("Celu", "").nonzero(2, 3),
                single("Celu", "alpha").with("alpha", 0.5).nonzero(2, 3),
                single("Selu", "").nonzero(2, 3),
                single("Selu", "alpha and gamma")
                        .with("alpha", 1.2)
                        .with("gamma", 0.8)
                        .nonzero(2, 3),
                single("HardSigmoid", "").distinct(5, 5),
                single("HardSigmoid", "alpha and beta")
                        .with("alpha", 1 / 1.4)
                        .with("beta", 0.5)
                        .distinct(5, 5),
                single("HardSwish", "").distinct(9, 9),
                single("Softsign", "").nonzero(2, 3),
                single("Mish", "").x(2, 3),
                single("Shrink", "").with("lambd", 0.5).with("bias", 0.2).distinct(5, 5),
                single("Swish", "").opset(24).x(2, 3),
                single("Swish", "alpha").opset(24).with("alpha", 1.5).x(2, 3),
                single("com.microsoft.QuickGelu", "").x(2, 3),
                single("com.microsoft.QuickGelu", "alpha").with("alpha", 1.0).x(2, 3),
                single("Gelu", "").opset(20).x(2, 3),
                single("Gelu", "tanh").opset(20).with("approximate", "tanh").x(2, 3),
                single("com.microsoft.Gelu", "").x(2, 3),
                single("com.microsoft.FastGelu", "").x(2, 3),
                single("com.microsoft.FastGelu", "with bias").x(2, 3).x(3),
                single("com.microsoft.BiasGelu", "").x(2, 3).x(3),
                single("com.microsoft.BiasGelu", "rank 3").x(2, 2, 3).x(3),
                single("PRelu", "").nonzero(2, 3).nonzero(3),
                single("PRelu", "per channel").nonzero(2, 3, 2, 2).nonzero(3, 1, 1));
    }
}
