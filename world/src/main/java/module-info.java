/**
 * A little world of coloured shapes, whose images, captions and questions are made rather than downloaded, and the small
 * backbones that Graft carries for it: the demonstration, which no application needs.
 *
 * <p>Begin with {@link dev.graft.world.files.WorldOptions}, which writes a world; {@link dev.graft.world.Builtin} is what
 * names such as {@code builtin:shapes-vision} mean where this module is there.
 */
@SuppressWarnings("module") // The modules that it names are compiled after it.
module dev.graft.world {
    requires transitive dev.graft.models;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires java.desktop;

    exports dev.graft.world;
    exports dev.graft.world.files to
            dev.graft.cli;
    exports dev.graft.world.texts to
            dev.graft.cli;

    provides dev.graft.models.source.BackboneSource with
            dev.graft.world.Builtin;
}
