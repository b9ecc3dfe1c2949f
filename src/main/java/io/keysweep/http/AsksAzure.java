package io.keysweep.http;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * An operation that asks Azure while its caller waits: adds to its description what Azure makes of some calls. Changes
 * nothing else. The build finds the responses because SmallRye OpenAPI looks into annotations of annotations, which have to
 * be kept at run time for that (github.com/smallrye/smallrye-open-api, pull request 1684).
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@APIResponse(responseCode = "429", description = "Azure has had too many requests")
@APIResponse(responseCode = "502", description = "Azure refused or failed")
public @interface AsksAzure {}
