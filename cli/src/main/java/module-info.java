/** cli. */
module dev.graft.cli {
    requires dev.graft.training;
    requires dev.graft.world;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;

    opens dev.graft.cli to
            info.picocli;
}
