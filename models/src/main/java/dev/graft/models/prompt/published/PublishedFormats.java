package dev.graft.models.prompt.published;

import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptFormats;
import dev.graft.models.prompt.PromptTemplate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The formats of published systems. */
public final class PublishedFormats implements PromptFormats {
    /** The image, then a caption that a line break ends, as in MiniGPT-4's and LLaVA's first stages. */
    private static final PromptTemplate CAPTION_LINE =
            new PromptTemplate(PromptTemplate.IMAGE, PromptTemplate.ANSWER + "\n");

    @Override
    public Map<String, PromptFormat> formats() {
        Map<String, PromptFormat> formats = new LinkedHashMap<>();
        List.of(
                        new FrozenFormat(),
                        new QwenVlFormat(),
                        new QwenVlChat(),
                        new PaliGemmaFormat(),
                        new InstructBlipFormat())
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
