package dev.graft.training.settings;

import dev.graft.tensors.Range;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a setting, at the component of a record that holds its value. The files, {@code --set}, the help, the reference
 * and the comparison of runs follow from it; the default is the value in the {@code DEFAULTS} of the record.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** What it means, in a few words. */
    String value();

    /** Its key within the group; empty for the name of the component in snake case. */
    String key() default "";

    /** The numbers that it may have. */
    Range range() default Range.ANY;

    /** The kinds of objective that read it; empty for all. */
    String[] objectives() default {};

    /** Whether it names a file or folder, by a {@link dev.graft.models.source.Reference}. */
    boolean path() default false;

    /** Whether it may name several, with commas between. */
    boolean several() default false;

    /** Whether there is no training without it. */
    boolean required() default false;

    /** Whether other weights come out with another value; a run goes on only under the same ones. */
    boolean decisive() default true;

    /** The value that leaves it to a run what to take, which then keeps to that; empty where there is none. */
    String leftToTheRun() default "";

    /** What {@link #before} is of a setting that all runs have. */
    String ALWAYS = "\0";

    /**
     * What runs have that were begun before there was this setting; {@link #ALWAYS} where there were none. At that value it is not
     * among the decisive ones, so that those go on.
     */
    String before() default ALWAYS;
}
