package io.spillway.app.node;

import io.spillway.actors.Supervisor;
import io.spillway.app.access.NodeToken;
import io.spillway.app.http.Access;
import io.spillway.app.http.AdminApi;
import io.spillway.app.http.AdminNode;
import io.spillway.app.settings.AdminSettings;
import io.spillway.streams.tls.TlsPort;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;

/** Opens the admin port: over TLS and behind a token as its settings say. */
final class AdminPort {
  private final ActorSystem<Supervisor.Command> system;
  private final AdminSettings settings;

  AdminPort(ActorSystem<Supervisor.Command> system, AdminSettings settings) {
    this.system = system;
    this.settings = settings;
  }

  /** Fails with a message for people if the files of the token or of TLS can't be used now. */
  CompletionStage<ServerBinding> bind(AdminNode node) throws IOException, GeneralSecurityException {
    Optional<NodeToken> token = Optional.empty();
    if (settings.tokenFile().isPresent()) {
      token = Optional.of(new NodeToken(settings.tokenFile().get()));
    }
    ServerBuilder server = Http.get(system).newServerAt(settings.host(), settings.port());
    if (settings.tls().isPresent()) {
      TlsPort tls = new TlsPort(settings.tls().get(), true);
      server = server.enableHttps(ConnectionContext.httpsServer(tls::engine));
    }
    return server.bind(new AdminApi(system, node, new Access(token)).routes());
  }
}
