/**
 * The program {@code graft}: commands that train, ask, evaluate, import, export and inspect, on the other modules.
 *
 * <p>Begin with {@code dev.graft.cli.Main}; each command is a class of this package.
 */
module dev.graft.cli {
    requires dev.graft.training;
    requires dev.graft.world;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires jdk.unsupported;

    opens dev.graft.cli to
            info.picocli;
    opens dev.graft.cli.ask to
            info.picocli;
    opens dev.graft.cli.cache to
            info.picocli;
    opens dev.graft.cli.data to
            info.picocli;
    opens dev.graft.cli.embed to
            info.picocli;
    opens dev.graft.cli.option to
            info.picocli;
}
