package dev.graft.models.export.folder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.backbone.ConfigJson;
import dev.graft.models.export.template.ChatTemplate;
import dev.graft.models.jinja.Template;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.EncodedPrompt;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptEncoder;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptReading;
import dev.graft.tensors.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether another program reads prompts in the tokens in which the model reads them: it writes a conversation as one text by the chat
 * template and tokenises that, whatever the pieces of the model's own prompt are.
 */
public final class PromptTrials {
    private final ExportedModel model;
    private final Template template;
    private final boolean imagesInText;
    private final PromptEncoder own;
    private final PromptEncoder plain;

    private PromptTrials(ExportedModel model, String template, boolean imagesInText, Tokenizer tokenizer) {
        this.model = model;
        this.template = Template.parse(template);
        this.imagesInText = imagesInText;
        LanguageModel language = LanguageModel.load(model.language());
        boolean known = tokenizer.addedTokenId(TokenizerCopy.IMAGE).isPresent();
        this.own = PromptEncoder.of(tokenizer, language, model.description().reading());
        this.plain =
                PromptEncoder.of(tokenizer, language, new PromptReading(true, known ? TokenizerCopy.IMAGE : "", false));
    }

    /**
     * Refuses a model whose prompts would be read in other tokens.
     *
     * @param imagesInText whether the token for images stands in the text; else all images are read before its first token
     * @throws InvalidInputException with a prompt of which other tokens are made
     */
    static void require(ExportedModel model, String template, boolean imagesInText) {
        try (Tokenizer tokenizer = Tokenizer.load(model.language().folder())) {
            new PromptTrials(model, template, imagesInText, tokenizer).require();
        }
    }

    /**
     * Whether a program that tokenises each piece of text between images by itself, as llama.cpp does, reads the model's prompts in
     * the tokens in which the model reads them.
     */
    public static boolean readsPiecesAlike(ExportedModel model) {
        PromptReading reading = model.description().reading();
        PromptFormat format = model.description().prompt();
        try (Tokenizer tokenizer = Tokenizer.load(model.language().folder())) {
            LanguageModel language = LanguageModel.load(model.language());
            PromptEncoder own = PromptEncoder.of(tokenizer, language, reading);
            PromptEncoder pieces = PromptEncoder.of(tokenizer, language, new PromptReading(false, "", false));
            return ChatTemplate.trials(format).stream()
                    .map(format::write)
                    .allMatch(prompt -> Arrays.equals(
                            own.encode(prompt, image -> 1).ids(),
                            pieces.encode(prompt, image -> 1).ids()));
        }
    }

    private void require() {
        PromptFormat format = model.description().prompt();
        for (Conversation<String> trial : ChatTemplate.trials(format)) {
            EncodedPrompt expected = own.encode(format.write(trial), image -> 1);
            String text = written(trial);
            EncodedPrompt found = plain.encode(prompt(text, trial), image -> 1);
            if (!Arrays.equals(expected.ids(), found.ids())
                    || !expected.images().equals(found.images())) {
                throw new InvalidInputException("the model reads the prompt '" + format.write(trial)
                        + "' in the tokens " + Arrays.toString(expected.ids())
                        + ", and other programs, which tokenise the text '"
                        + text + "' as one, in " + Arrays.toString(found.ids())
                        + "; train with prompt.continuous=true and a format whose texts are not apart, or write the weights"
                        + " alone by 'graft export --names'");
            }
        }
    }

    private String written(Conversation<String> conversation) {
        List<Object> messages = new ArrayList<>();
        if (!conversation.instruction().isEmpty()) {
            messages.add(message("system", List.of(), conversation.instruction()));
        }
        conversation.history().forEach(exchange -> {
            messages.add(asked(exchange.question()));
            messages.add(message("assistant", List.of(), exchange.answer()));
        });
        messages.add(asked(conversation.question()));
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("messages", messages);
        variables.put("add_generation_prompt", true);
        for (String name : List.of("bos_token", "eos_token")) {
            special(name).ifPresent(text -> variables.put(name, text));
        }
        return template.render(variables);
    }

    private static Map<String, Object> asked(Prompt<String> question) {
        return message("user", question.images(), question.words());
    }

    private static Map<String, Object> message(String role, List<String> images, String words) {
        List<Object> content = new ArrayList<>();
        images.forEach(image -> content.add(Map.of("type", "image")));
        if (!words.isEmpty()) {
            content.add(Map.of("type", "text", "text", words));
        }
        return Map.of("role", role, "content", content);
    }

    private Optional<String> special(String name) {
        Path folder = model.language().folder();
        return Stream.of("tokenizer_config.json", "special_tokens_map.json")
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .map(file -> ConfigJson.read(file).path(name))
                .map(token -> token.isObject() ? token.path("content") : token)
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .findFirst();
    }

    private Prompt<String> prompt(String text, Conversation<String> conversation) {
        Prompt.Writer<String> out = new Prompt.Writer<>();
        if (!imagesInText) {
            conversation
                    .history()
                    .forEach(exchange -> out.images(exchange.question().images()));
            out.images(conversation.question().images());
            return writesBeginning(text)
                    ? out.text(text).done()
                    : out.beginning(false).text(text).done();
        }
        String[] texts = text.split(Pattern.quote(TokenizerCopy.IMAGE), -1);
        out.text(texts[0]);
        for (int i = 1; i < texts.length; i++) {
            out.image(TokenizerCopy.IMAGE).text(texts[i]);
        }
        return out.done();
    }

    private boolean writesBeginning(String text) {
        return special("bos_token").filter(text::startsWith).isPresent();
    }
}
