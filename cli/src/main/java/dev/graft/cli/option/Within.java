package dev.graft.cli.option;

import dev.graft.tensors.Range;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says which numbers an option may have. Every option that is a number says so; none may be infinite or NaN. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Within {
    /** The numbers. */
    Range value();
}
