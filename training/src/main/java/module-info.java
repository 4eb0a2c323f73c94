/**
 * Training of adapters from a settings file to a model folder, in runs that can be killed and resumed to the same weights.
 *
 * <p>Begin with {@link dev.graft.training.Trainer}; {@link dev.graft.training.run.Objective} is what a new objective
 * implements, and {@link dev.graft.training.run.Run} the run that all of them share.
 */
module dev.graft.training {
    requires transitive dev.graft.eval;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires java.desktop;
    requires java.management;
    requires jdk.management;
    requires xchart;

    exports dev.graft.training;
    exports dev.graft.training.features;
    exports dev.graft.training.loss;
    exports dev.graft.training.optimizer;
    exports dev.graft.training.progress;
    exports dev.graft.training.recipe;
    exports dev.graft.training.run;
    exports dev.graft.training.schedule;
    exports dev.graft.training.settings;
    exports dev.graft.training.step;

    uses dev.graft.training.run.Objective;
    uses dev.graft.training.settings.AddedSettings;

    provides dev.graft.training.run.Objective with
            dev.graft.training.answering.LanguageModelling,
            dev.graft.training.imagetext.ImageTextObjective,
            dev.graft.training.contrast.ContrastObjective;
}
