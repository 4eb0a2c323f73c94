package dev.graft.training.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says that a component of {@link TrainingSettings} is a record of settings, and under which name in a file. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Group {
    /** The name of the object that holds them; empty where they stand at the top. */
    String value() default "";
}
