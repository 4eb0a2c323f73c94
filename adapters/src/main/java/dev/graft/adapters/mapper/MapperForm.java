package dev.graft.adapters.mapper;

import dev.graft.adapters.Start;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.attention.Attention;
import dev.graft.adapters.attention.AttentionHeads;
import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.FeedForward;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.Linear;
import dev.graft.tensors.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The published forms of a {@link MapperAdapter}, which differ in the names of weights and in which have biases. */
public enum MapperForm {
    /** Mokady et al. 2021, arXiv:2111.09734. */
    CLIPCAP(
            WeightNames.CLIPCAP,
            "clip_project.linear",
            "clip_project.prefix_const",
            "clip_project.",
            "mlp.fc1",
            "mlp.fc2") {
        @Override
        Attention attention(String layer, AttentionHeads heads) {
            int width = heads.queryWidth();
            return Attention.packedKeys(
                    heads,
                    Linear.withoutBias(layer + "attn.to_queries", width, width, Initialization.PYTORCH),
                    Linear.withoutBias(layer + "attn.to_keys_values", width, 2 * width, Initialization.PYTORCH),
                    Linear.of(layer + "attn.project", width, width, Initialization.PYTORCH));
        }
    },
    /** Mañas et al. 2023, arXiv:2210.07179: PyTorch's {@code nn.TransformerEncoder}. */
    MAPL(WeightNames.MAPL, "down", "const", "", "linear1", "linear2") {
        @Override
        Attention attention(String layer, AttentionHeads heads) {
            int width = heads.queryWidth();
            Linear input = new Linear(
                    layer + "self_attn.in_proj_weight",
                    layer + "self_attn.in_proj_bias",
                    width,
                    3 * width,
                    Initialization.XAVIER.weight(3 * width, width),
                    Start.ZEROS);
            Linear output = Linear.of(layer + "self_attn.out_proj", width, width, Initialization.PYTORCH);
            return Attention.packed(heads, input, output.biasAtZero());
        }
    };

    final WeightNames convention;
    final String input;
    final String constants;
    private final String prefix;
    private final String first;
    private final String second;

    MapperForm(WeightNames convention, String input, String constants, String prefix, String first, String second) {
        this.convention = convention;
        this.input = input;
        this.constants = constants;
        this.prefix = prefix;
        this.first = first;
        this.second = second;
    }

    abstract Attention attention(String layer, AttentionHeads heads);

    String layer(int index) {
        return prefix + "transformer.layers." + index + ".";
    }

    FeedForward feedForward(String layer, int width, int inner) {
        return new FeedForward(
                Linear.of(layer + first, width, inner, Initialization.PYTORCH),
                Activation.RELU,
                Linear.of(layer + second, inner, width, Initialization.PYTORCH));
    }

    MapperSpec defaults() {
        return this == MAPL ? MapperSpec.MAPL : MapperSpec.CLIPCAP;
    }

    static MapperForm of(String kind) {
        return Arrays.stream(values())
                .filter(form -> form.toString().equals(kind))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "unknown transformer mapper '" + kind + "'; there is " + List.of(values())));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
