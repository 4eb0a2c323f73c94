/** world. */
module dev.graft.world {
    requires dev.graft.models;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires java.desktop;

    exports dev.graft.world;
    exports dev.graft.world.files;
    exports dev.graft.world.scene;
    exports dev.graft.world.texts;

    provides dev.graft.models.source.BackboneSource with
            dev.graft.world.Builtin;
}
