package dev.graft.backbones.vision;

import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which hidden states or outputs of a vision encoder are taken as the features of an image.
 *
 * <p>As text: {@code last}, {@code pooled}, {@code embeds}, {@code pixels} or {@code layer:N}, the first and the last
 * of them followed by {@code ,patches} where the class token is dropped.
 * LLaVA (Liu et al. 2023) takes {@code layer:-2,patches}; ViP-LLaVA (Cai et al. 2024, arXiv:2312.00784) joins several, {@code
 * layer:-2/-5/-8/-11/6,patches}.
 *
 * @param source where in the encoder
 * @param layers with {@link Source#LAYER}: what Hugging Face calls {@code hidden_states[layer]}, the vectors of several one behind the
 *     other. 0 is what the first layer reads, n what layer n returns, and negative numbers count from the end, -1 being the last layer,
 *     before a final normalisation. Of a hierarchical encoder the layers are its stages. None with another source
 * @param classToken whether the tokens that come before those of the patches are kept: the class token, and where there
 *     are such, distillation and register tokens. Dropping them from an encoder that has none changes nothing
 */
public record VisionFeatures(Source source, List<Integer> layers, boolean classToken) {
    private static final String LAYER_PREFIX = "layer:";
    private static final String JOINED = "/";
    private static final String PATCHES_SUFFIX = ",patches";

    /** Where features come from. */
    public enum Source {
        /** The last hidden state, after the final normalisation if there is one. */
        LAST,
        /** One vector per image, as the encoder pools it. */
        POOLED,
        /** One vector per image in the space of the texts, as CLIP's tower projects it. */
        EMBEDS,
        /** The hidden state between two layers. */
        LAYER,
        /** No encoder's: every pixel of the prepared picture is a vector of three colours. */
        PIXELS
    }

    /** The last hidden state with all its tokens. */
    public static final VisionFeatures LAST = new VisionFeatures(Source.LAST, List.of(), true);

    /** The encoder's own pooled vector. */
    public static final VisionFeatures POOLED = new VisionFeatures(Source.POOLED, List.of(), true);

    /** The encoder's own vector in the space of the texts that it was trained with. */
    public static final VisionFeatures EMBEDS = new VisionFeatures(Source.EMBEDS, List.of(), true);

    /** The prepared picture itself, for adapters that are vision networks of their own. */
    public static final VisionFeatures PIXELS = new VisionFeatures(Source.PIXELS, List.of(), true);

    public VisionFeatures {
        layers = List.copyOf(layers);
        if ((source == Source.LAYER) == layers.isEmpty()) {
            throw new InvalidInputException("layers are chosen with the source LAYER, and with it alone, found layers "
                    + layers + " with " + source);
        }
        if (isOneVector(source) && !classToken) {
            throw new InvalidInputException(name(source) + " features are one vector per image; there is no class token"
                    + " to drop, choose " + name(source) + ", or last" + PATCHES_SUFFIX);
        }
        if (source == Source.PIXELS && !classToken) {
            throw new InvalidInputException(
                    "pixels are no patches and have no class token to drop; choose pixels, or last" + PATCHES_SUFFIX);
        }
    }

    private static boolean isOneVector(Source source) {
        return source == Source.POOLED || source == Source.EMBEDS;
    }

    /** Whether they are one vector per image. */
    public boolean isOneVector() {
        return isOneVector(source);
    }

    private static String name(Source source) {
        return source.name().toLowerCase(Locale.ROOT);
    }

    /** The hidden state between two layers, with all its tokens. */
    public static VisionFeatures layer(int layer) {
        return layers(List.of(layer));
    }

    /** The hidden states of several layers, their vectors one behind the other. */
    public static VisionFeatures layers(List<Integer> layers) {
        return new VisionFeatures(Source.LAYER, layers, true);
    }

    /** The same features without the tokens that come before those of the patches. */
    public VisionFeatures withoutClassToken() {
        return new VisionFeatures(source, layers, false);
    }

    /** Parses the text form. */
    public static VisionFeatures parse(String text) {
        boolean classToken = !text.endsWith(PATCHES_SUFFIX);
        String name = classToken ? text : text.substring(0, text.length() - PATCHES_SUFFIX.length());
        if (name.equals("last")) {
            return new VisionFeatures(Source.LAST, List.of(), classToken);
        }
        if (name.equals("pooled")) {
            return new VisionFeatures(Source.POOLED, List.of(), classToken);
        }
        if (name.equals("embeds")) {
            return new VisionFeatures(Source.EMBEDS, List.of(), classToken);
        }
        if (name.equals("pixels")) {
            return new VisionFeatures(Source.PIXELS, List.of(), classToken);
        }
        if (name.matches(LAYER_PREFIX + "-?\\d{1,4}(/-?\\d{1,4}){0,63}")) {
            List<Integer> layers = Stream.of(
                            name.substring(LAYER_PREFIX.length()).split(JOINED))
                    .map(Integer::valueOf)
                    .toList();
            return new VisionFeatures(Source.LAYER, layers, classToken);
        }
        throw new InvalidInputException("unknown vision features '" + text
                + "'; expected last, pooled, embeds, pixels, layer:N (such as layer:-2) or layer:N/M of several, with"
                + " ,patches added to drop the class token");
    }

    /** The text form. */
    @Override
    public String toString() {
        String name = source == Source.LAYER
                ? LAYER_PREFIX + layers.stream().map(String::valueOf).collect(Collectors.joining(JOINED))
                : name(source);
        return classToken ? name : name + PATCHES_SUFFIX;
    }
}
