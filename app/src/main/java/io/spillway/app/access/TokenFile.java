package io.spillway.app.access;

import io.spillway.streams.settings.FileMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the admin token: one line in a file that nobody but its owner can use. What is wrong is an
 * {@link IOException} whose message is for people and never holds the token.
 */
public final class TokenFile {
  private static final int FEWEST_CHARACTERS = 16;

  /** As RFC 6750 has it. */
  private static final Pattern SIGNS = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private static final int MOST_BYTES = 4096;
  private static final String HOW = "; make one by: (umask 077 && openssl rand -hex 32 > token)";

  private TokenFile() {}

  /** The token. */
  public static String read(Path file) throws IOException {
    try {
      Optional<FileMode> mode = FileMode.of(file);
      if (mode.isPresent() && !mode.get().isOwnersOnly()) {
        throw new IOException(
            "the token file %s has the permissions %s and must be its owner's alone: chmod 600 %s"
                .formatted(file, mode.get(), file));
      }
      return token(file);
    } catch (NoSuchFileException none) {
      throw new IOException("there is no token file " + file + HOW, none);
    } catch (AccessDeniedException denied) {
      throw new IOException(
          "can't read the token file %s: permission denied; it can be read by its owner alone"
              .formatted(file),
          denied);
    }
  }

  private static String token(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
      throw new IOException("the token file " + file + " is no file of one short line" + HOW);
    }
    String token = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    if (token.length() < FEWEST_CHARACTERS) {
      throw new IOException(
          "the token in %s is too short: it has %d characters and needs %d"
                  .formatted(file, token.length(), FEWEST_CHARACTERS)
              + HOW);
    }
    if (!SIGNS.matcher(token).matches()) {
      throw new IOException(
          "the token in %s must be one line of letters, digits and - . _ ~ + /".formatted(file)
              + HOW);
    }
    return token;
  }
}
