package io.keysweep.backup;

import io.keysweep.http.BadRequestException;
import io.keysweep.http.KnownFieldsOnly;
import io.keysweep.http.Texts;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a caller may say of a new backup; all of it may be left out.
 *
 * @param name up to 255 characters
 * @param description up to 4,000 characters
 */
@KnownFieldsOnly
@Schema(name = "AzureKeyBackupRequest", additionalProperties = Schema.False.class)
public record KeyBackupRequest(
        @Schema(maxLength = NAME_MAXIMUM) String name, @Schema(maxLength = DESCRIPTION_MAXIMUM) String description) {

    private static final int NAME_MAXIMUM = 255;
    private static final int DESCRIPTION_MAXIMUM = 4_000;

    /**
     * What the caller asks for, with empty texts for what was left out.
     *
     * @param request null if the caller sent no body
     * @throws BadRequestException if a text cannot be stored
     */
    static KeyBackupRequest checked(KeyBackupRequest request) {
        return request == null
                ? new KeyBackupRequest("", "")
                : new KeyBackupRequest(
                        checked("name", request.name, NAME_MAXIMUM),
                        checked("description", request.description, DESCRIPTION_MAXIMUM));
    }

    /**
     * A change: null stays null, for what is to stay.
     *
     * @throws BadRequestException if nothing is to change, or a text cannot be stored
     */
    static KeyBackupRequest checkedChange(KeyBackupRequest request) {
        if (request == null || (request.name == null && request.description == null)) {
            throw new BadRequestException("request body: must have at least one of name, description");
        }
        KeyBackupRequest checked = checked(request);
        return new KeyBackupRequest(
                request.name == null ? null : checked.name, request.description == null ? null : checked.description);
    }

    private static String checked(String field, String text, int maximum) {
        return text == null ? "" : Texts.checked(field, text, maximum);
    }
}
