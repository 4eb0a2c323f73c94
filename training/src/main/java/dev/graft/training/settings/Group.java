package dev.graft.training.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says that a component of {@link TrainingSettings} is a record of settings. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Group {
    /** What they are about: the heading under which they are listed. */
    String value();

    /** The name of the object that holds them in a file; empty where they stand at the top. */
    String name() default "";
}
