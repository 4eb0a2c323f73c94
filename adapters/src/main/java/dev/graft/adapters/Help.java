package dev.graft.adapters;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a setting of an adapter means, said at the component of its {@link AdapterSpec}, for who reads all settings. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Help {
    /** A few words without a full stop, with the range or the choices where the type does not tell them. */
    String value();
}
