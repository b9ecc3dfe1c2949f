package io.keysweep.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * On a test of the packaged service that starts the processes, and the database they are on, by itself. Such a class needs
 * nothing that another has started, so the build runs it in a JVM of its own, beside another one; the tests that Quarkus starts
 * the service for share what it has started, and run one after the other.
 */
@Tag(OwnProcesses.TAG)
@net.jqwik.api.Tag(OwnProcesses.TAG)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface OwnProcesses {

    /** As pom.xml names it. */
    String TAG = "own-processes";
}
