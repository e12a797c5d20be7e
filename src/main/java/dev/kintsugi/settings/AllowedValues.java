package dev.kintsugi.settings;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which values a setting may have, beyond what its type says. All settings are checked at the start, and all that are wrong are
 * told at once. (Constraints of Bean Validation would bind an interceptor to each class that implements the interface.)
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface AllowedValues {

    /** The smallest number or time, such as {@code 1} or {@code 1ms}; empty for none. */
    String from() default "";

    /** The largest number or time; empty for none. */
    String to() default "";

    /** A regular expression that the whole text must match; empty for none. */
    String matching() default "";

    /** What such a text is, as it follows "must be": {@code an amount such as 512M}. */
    String as() default "";
}
