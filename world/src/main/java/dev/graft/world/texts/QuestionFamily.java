package dev.graft.world.texts;

import dev.graft.models.data.sampling.SplitMix64;
import dev.graft.world.scene.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A family of questions about scenes, of related types, with the ways to ask them. */
public interface QuestionFamily {
    List<QuestionFamily> ALL = List.of(
            new AttributeQuestions(), new NumberQuestions(), new ComparisonQuestions(), new RelationQuestions());

    /** Gives whatever has one right answer; what there is too much of is drawn by {@code random}. */
    void collect(Scene scene, SplitMix64 random, Consumer<Candidate> candidates);

    /** The questions of every family. */
    static List<Candidate> about(Scene scene, SplitMix64 random) {
        List<Candidate> candidates = new ArrayList<>();
        ALL.forEach(family -> family.collect(scene, random, candidates::add));
        return candidates;
    }
}
