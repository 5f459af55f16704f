package io.spillway.app.warp;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The parameters of one source or sink: its own over those of its connector. */
final class Params {
  private final Connector connector;
  private final TomlTable own;
  private final Variables variables;
  private final String user;

  Params(Connector connector, TomlTable own, Variables variables, String user) {
    this.connector = connector;
    this.own = own;
    this.variables = variables;
    this.user = user;
  }

  String type() {
    return connector.type();
  }

  Optional<String> text(String key) {
    return (own.has(key) ? own : connector.params()).text(key).map(variables::resolve);
  }

  Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>(own.keys());
    keys.addAll(connector.params().keys());
    return keys;
  }

  void mapped(String key, String here) {
    say(key, Verdict.MAPPED, here, "");
  }

  void mapped(String key, String here, String note) {
    say(key, Verdict.MAPPED, here, note);
  }

  void differs(String key, String here, String note) {
    say(key, Verdict.DIFFERS, here, note);
  }

  void none(String key, String note) {
    say(key, Verdict.NONE, "", note);
  }

  private void say(String key, Verdict verdict, String here, String note) {
    if (own.has(key)) {
      boolean allowed = connector.allowed().isEmpty() || connector.allowed().contains(key);
      String also = "not in allow_override of " + connector.id() + ", Warp Parse refuses it";
      judge(
          own,
          key,
          allowed || verdict == Verdict.NONE ? verdict : Verdict.DIFFERS,
          here,
          allowed ? note : note.isEmpty() ? also : note + "; " + also);
      if (connector.params().has(key)) {
        connector.params().mapped(key, "", user + " says its own");
      }
    } else {
      judge(connector.params(), key, verdict, here, note);
    }
  }

  private static void judge(
      TomlTable table, String key, Verdict verdict, String here, String note) {
    switch (verdict) {
      case MAPPED -> table.mapped(key, here, note);
      case DIFFERS -> table.differs(key, here, note);
      case NONE -> table.none(key, note);
    }
  }
}
