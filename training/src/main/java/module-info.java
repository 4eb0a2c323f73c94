/** training. */
module dev.graft.training {
    requires transitive dev.graft.eval;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires java.desktop;
    requires xchart;

    exports dev.graft.training;
    exports dev.graft.training.answering;
    exports dev.graft.training.contrast;
    exports dev.graft.training.features;
    exports dev.graft.training.loss;
    exports dev.graft.training.imagetext;
    exports dev.graft.training.optimizer;
    exports dev.graft.training.picture;
    exports dev.graft.training.progress;
    exports dev.graft.training.run;
    exports dev.graft.training.settings;
    exports dev.graft.training.step;

    uses dev.graft.training.run.Objective;

    provides dev.graft.training.run.Objective with
            dev.graft.training.answering.LanguageModelling,
            dev.graft.training.imagetext.ImageTextObjective,
            dev.graft.training.contrast.ContrastObjective;
}
