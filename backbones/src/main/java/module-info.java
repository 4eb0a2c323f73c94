/**
 * The frozen models on both sides of an adapter, as folders in the form of Hugging Face: vision encoders with the
 * preparation of their images, language models with their tokenizers, text encoders.
 *
 * <p>Begin with {@link dev.graft.backbones.vision.VisionEncoder} and
 * {@link dev.graft.backbones.language.LanguageModel}; {@link dev.graft.backbones.inspect.BackboneDescription} tells what
 * a folder holds, and what of it cannot be used, and why.
 */
@SuppressWarnings("module") // models, to which a package is exported, is compiled after this one
module dev.graft.backbones {
    requires transitive dev.graft.graph;
    requires ai.djl.tokenizers;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires transitive java.desktop;

    exports dev.graft.backbones.folder;
    exports dev.graft.backbones.generation;
    exports dev.graft.backbones.generation.rule;
    exports dev.graft.backbones.image;
    exports dev.graft.backbones.inspect;
    exports dev.graft.backbones.language;
    exports dev.graft.backbones.masks to
            dev.graft.models;
    exports dev.graft.backbones.text;
    exports dev.graft.backbones.tokenizer;
    exports dev.graft.backbones.vision;
}
