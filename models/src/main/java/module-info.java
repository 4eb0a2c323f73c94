/** models. */
module dev.graft.models {
    requires transitive dev.graft.backbones;
    requires transitive dev.graft.adapters;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires java.desktop;

    exports dev.graft.models;
    exports dev.graft.models.contrast;
    exports dev.graft.models.data;
    exports dev.graft.models.data.records;
    exports dev.graft.models.data.sampling;
    exports dev.graft.models.imagetext;
    exports dev.graft.models.prompt;
    exports dev.graft.models.source;

    uses dev.graft.models.source.BackboneSource;
}
