package io.spillway.app.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A fenced block of a page whose info string has a second word, which says what it is: {@code sh
 * run}, {@code sh do}, {@code text prints}, {@code json receipt}, or a file by its path.
 */
record DocBlock(int line, String language, String word, String text) {

  boolean is(String words) {
    return words.equals(language + " " + word);
  }

  boolean isConfiguration() {
    return word.equals("spillway.conf") || word.endsWith("/spillway.conf");
  }

  /** Whether this was written; {@code ...} in a line stands for anything in it. */
  boolean matches(String written) {
    StringBuilder pattern = new StringBuilder();
    for (String part : text.split(Pattern.quote("..."), -1)) {
      pattern.append(pattern.isEmpty() ? "" : "[^\\n]*").append(Pattern.quote(part));
    }
    return Pattern.matches(pattern.toString(), written);
  }

  static List<DocBlock> of(Path page) throws IOException {
    List<DocBlock> blocks = new ArrayList<>();
    List<String> all = Files.readAllLines(page);
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).startsWith("```")) {
        int begin = i++;
        StringBuilder text = new StringBuilder();
        for (; !all.get(i).equals("```"); i++) {
          text.append(all.get(i)).append('\n');
        }
        String[] info = all.get(begin).substring(3).split(" ", 2);
        if (info.length == 2) {
          blocks.add(new DocBlock(begin + 1, info[0], info[1], text.toString()));
        }
      }
    }
    return blocks;
  }
}
