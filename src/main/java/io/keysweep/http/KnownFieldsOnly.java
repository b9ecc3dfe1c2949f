package io.keysweep.http;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A request body, or an object within one, of which no field is passed over: one that is misspelt would be done without,
 * and the answer would say that all is well. {@link UnknownFields} holds callers to it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface KnownFieldsOnly {

    /** Fields of the product that would change what happens: refused by name, unless they are null, false or empty. */
    String[] unsupported() default {};

    /** Fields of the product that change nothing of what happens here: passed over. */
    String[] harmless() default {};
}
