package dev.graft.models.prompt;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Suggestions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The formats of published systems by name. */
final class NamedFormats {
    /** The image, then a caption that a line break ends, as in MiniGPT-4's and LLaVA's first stages. */
    private static final PromptTemplate CAPTION_LINE =
            new PromptTemplate(PromptTemplate.IMAGE, PromptTemplate.ANSWER + "\n");

    /** In the order in which a user sees them. */
    static final Map<String, PromptFormat> ALL = all();

    private NamedFormats() {}

    static PromptFormat get(String name) {
        PromptFormat format = ALL.get(name);
        if (format == null) {
            throw new InvalidInputException("there is no prompt format '" + name + "'"
                    + Suggestions.nearest(name, ALL.keySet())
                            .map(known -> "; did you mean '" + known + "'?")
                            .orElseGet(() -> "; there is " + ALL.keySet()));
        }
        return format;
    }

    private static Map<String, PromptFormat> all() {
        Map<String, PromptFormat> formats = new LinkedHashMap<>();
        List.of(new FrozenFormat(), new QwenVlFormat(), new QwenVlChat())
                .forEach(format -> formats.put(format.id(), format));
        formats.put("frozen-naming", new PromptTemplate("{image}This is a", " {answer}."));
        formats.put("minigpt4-stage1", CAPTION_LINE);
        formats.put("llava-stage1", CAPTION_LINE);
        List.of(MiniGpt4Format.values()).forEach(format -> formats.put(format.id(), format));
        List.of(Blip2Format.values()).forEach(format -> formats.put(format.id(), format));
        List.of(VicunaFormat.values()).forEach(format -> formats.put(format.id(), format));
        return formats;
    }
}
