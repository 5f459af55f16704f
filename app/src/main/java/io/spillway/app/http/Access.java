package io.spillway.app.http;

import io.spillway.actors.Json;
import io.spillway.app.access.NodeToken;
import io.spillway.app.access.Refusals;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Who may use the admin API: whoever shows the token (RFC 6750), or everybody on this machine if
 * there is none. Web pages may not, with or without it.
 */
public final class Access extends AllDirectives {
  private static final Set<String> LOCAL = Set.of("127.0.0.1", "localhost", "::1", "[::1]");
  private static final String SCHEME = "bearer ";

  private final Optional<NodeToken> token;
  private final Refusals refusals = new Refusals();

  public Access(Optional<NodeToken> token) {
    this.token = token;
  }

  /**
   * Whether a request may come from where it says. Without a token a page in a browser on this
   * machine must not reach the port: not by a form, nor by DNS.
   */
  boolean isWelcome(Optional<String> origin, String host) {
    return origin.isEmpty() && (token.isPresent() || LOCAL.contains(host));
  }

  /** Routes for those who have the token. */
  Route guarded(Supplier<Route> routes) {
    return token.isEmpty() ? routes.get() : extractRequest(request -> judged(request, routes));
  }

  private Route judged(HttpRequest request, Supplier<Route> routes) {
    Optional<String> shown = shown(request);
    if (shown.isPresent() && token.orElseThrow().isRight(shown.get())) {
      return routes.get();
    }
    Refusals.Why why = shown.isPresent() ? Refusals.Why.WRONG_TOKEN : Refusals.Why.NO_TOKEN;
    refusals.add(why, peer(request), request.method().value(), request.getUri().path());
    return refused(why);
  }

  private static Optional<String> shown(HttpRequest request) {
    return request
        .getHeader("Authorization")
        .map(HttpHeader::value)
        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(SCHEME))
        .map(value -> value.substring(SCHEME.length()).strip());
  }

  private static String peer(HttpRequest request) {
    return request
        .getAttribute(AttributeKeys.remoteAddress)
        .flatMap(RemoteAddress::getAddress)
        .map(address -> address.getHostAddress())
        .orElse("unknown");
  }

  private Route refused(Refusals.Why why) {
    boolean wrong = why == Refusals.Why.WRONG_TOKEN;
    String challenge = "Bearer realm=\"spillway\"" + (wrong ? ", error=\"invalid_token\"" : "");
    String message = wrong ? "the token is not this node's" : "this node asks for its token";
    return complete(
        HttpResponse.create()
            .withStatus(StatusCodes.UNAUTHORIZED)
            .addHeader(RawHeader.create("WWW-Authenticate", challenge))
            .withEntity(
                HttpEntities.create(
                    ContentTypes.APPLICATION_JSON,
                    Json.line(Map.of("error", message + " (Authorization: Bearer)")))));
  }
}
