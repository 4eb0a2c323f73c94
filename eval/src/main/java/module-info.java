/** eval. */
module dev.graft.eval {
    requires transitive dev.graft.models;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;

    exports dev.graft.eval;
    exports dev.graft.eval.answers;
    exports dev.graft.eval.caption;
    exports dev.graft.eval.similarity;
    exports dev.graft.eval.report;
}
