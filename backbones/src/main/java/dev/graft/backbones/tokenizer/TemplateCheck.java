package dev.graft.backbones.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;

/** Templates of special tokens around a text, the post-processor of a {@code tokenizer.json}. */
final class TemplateCheck {
    private TemplateCheck() {}

    /**
     * Refuses special tokens that are not defined, or whose ids and tokens differ in number, or that are not in the vocabulary, the
     * second of two texts where there is one only, and a second template: the first one leaves any number of pieces, and a template
     * takes one or two.
     */
    static void check(Part postProcessor, int vocabularySize) {
        boolean hasTemplate = false;
        for (Part part : postProcessor.objects()) {
            boolean isTemplate = part.field("single").node().isArray();
            if (isTemplate && hasTemplate) {
                throw part.error("one template at most", "another one");
            }
            hasTemplate |= isTemplate;
            checkTemplate(part, part.field("single"), false);
            checkTemplate(part, part.field("pair"), true);
            Part defined = part.field("special_tokens");
            defined.node().fieldNames().forEachRemaining(name -> checkDefinition(defined.field(name), vocabularySize));
            checkPair(part.field("cls"), vocabularySize);
            checkPair(part.field("sep"), vocabularySize);
        }
    }

    private static void checkTemplate(Part processor, Part template, boolean isPair) {
        JsonNode defined = processor.node().path("special_tokens");
        for (int i = 0; i < template.node().size(); i++) {
            Part special = template.element(i).field("SpecialToken").field("id");
            if (special.node().isTextual() && !defined.has(special.node().textValue())) {
                throw special.error("a special token that \"special_tokens\" defines");
            }
            Part sequence = template.element(i).field("Sequence").field("id");
            if (!isPair && sequence.node().asText().equals("B")) {
                throw sequence.error("\"A\", the only text there is");
            }
        }
    }

    private static void checkDefinition(Part token, int vocabularySize) {
        int ids = token.field("ids").node().size();
        int tokens = token.field("tokens").node().size();
        if (ids != tokens) {
            throw token.error("as many tokens as ids", ids + " ids and " + tokens + " tokens");
        }
        for (int i = 0; i < ids; i++) {
            checkId(token.field("ids").element(i), vocabularySize);
        }
    }

    /** A token and its id, as BERT's and RoBERTa's processors have them. */
    private static void checkPair(Part pair, int vocabularySize) {
        if (pair.node().size() == 2) {
            checkId(pair.element(1), vocabularySize);
        }
    }

    private static void checkId(Part id, int vocabularySize) {
        if (id.node().isIntegralNumber() && id.node().asLong() >= vocabularySize) {
            throw id.error("an id of the vocabulary, less than " + vocabularySize);
        }
    }
}
