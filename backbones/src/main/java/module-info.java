/** backbones. */
module dev.graft.backbones {
    requires transitive dev.graft.graph;
    requires ai.djl.tokenizers;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires java.desktop;

    exports dev.graft.backbones.folder;
    exports dev.graft.backbones.image;
    exports dev.graft.backbones.inspect;
    exports dev.graft.backbones.language;
    exports dev.graft.backbones.text;
    exports dev.graft.backbones.tokenizer;
    exports dev.graft.backbones.vision;
}
