package io.spillway.app.node;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Handlers for TERM, INT, HUP and USR1. The JVM has no supported API for signals, and direct use of
 * {@code sun.misc.Signal} does not compile under {@code -Werror}, so it is reached by reflection.
 * With a handler installed the JVM's own shutdown on that signal does not run.
 */
public final class Signals {

  private Signals() {}

  /** Calls {@code handler} with the signal's name, {@code TERM}, each time one of them arrives. */
  public static void install(Consumer<String> handler, String... names) {
    for (String name : names) {
      try {
        install(handler, name);
      } catch (ClassNotFoundException
          | NoSuchMethodException
          | InstantiationException
          | IllegalAccessException
          | InvocationTargetException e) {
        LoggerFactory.getLogger("ctrl.node")
            .warn("signal {} can't be handled on this system: {}", name, e.toString());
      }
    }
  }

  private static void install(Consumer<String> handler, String name)
      throws ClassNotFoundException,
          NoSuchMethodException,
          InstantiationException,
          IllegalAccessException,
          InvocationTargetException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    Object proxy =
        Proxy.newProxyInstance(
            handlerType.getClassLoader(),
            new Class<?>[] {handlerType},
            (self, method, arguments) -> answer(handler, name, self, method, arguments));
    signal
        .getMethod("handle", signal, handlerType)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
  }

  private static Object answer(
      Consumer<String> handler, String name, Object self, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "equals" -> self == arguments[0];
      case "hashCode" -> System.identityHashCode(self);
      case "toString" -> "handler of " + name;
      default -> {
        handler.accept(name);
        yield 0;
      }
    };
  }
}
