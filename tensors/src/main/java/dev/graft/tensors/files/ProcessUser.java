package dev.graft.tensors.files;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/** The user who owns the files that this process makes. */
final class ProcessUser {
    private static UserPrincipal known;

    private ProcessUser() {}

    /** Asks a file made for it, since in a container the user often has a number only and no name. */
    static synchronized UserPrincipal get() throws IOException {
        if (known == null) {
            known = find();
        }
        return known;
    }

    private static UserPrincipal find() throws IOException {
        Path probe;
        try {
            probe = Files.createTempFile("graft-owner", ".tmp");
        } catch (IOException e) {
            return FileSystems.getDefault()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByName(System.getProperty("user.name"));
        }
        try {
            return Files.getOwner(probe);
        } finally {
            Files.delete(probe);
        }
    }
}
