package dev.kintsugi.api.connection;

import dev.kintsugi.api.error.UnreadableAnswer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** All connections of clients, from the moment that each is accepted. */
@ApplicationScoped
public class Connections {

    private final ConnectionAdmission admission;
    private final ConnectionSettings settings;
    private final UnreadableAnswer answer;

    Connections(ConnectionAdmission admission, ConnectionSettings settings, UnreadableAnswer answer) {
        this.admission = admission;
        this.settings = settings;
        this.answer = answer;
    }

    /** Before the server listens. */
    void start(@Observes StartupEvent event) {
        Extension.use(this);
    }

    @PreDestroy
    void stop() {
        Extension.use(null);
    }

    /** A socket that will listen. */
    void listen(Channel channel) {
        var listener = new Listener(admission, channel);
        channel.pipeline().addFirst(listener);
        admission.listeners().add(listener);
        channel.closeFuture().addListener(_ -> admission.listeners().remove(listener));
    }

    /** Is called for a connection that is accepted, but has no event loop yet. */
    void accept(Channel channel) {
        channel.pipeline().addFirst(new BareAnswers(answer));
        channel.pipeline().addFirst(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext context) {
                var active = context.channel();
                ConnectionAdmission.of(active).ifPresent(connection -> {
                    new ConnectionWatch(connection, active, settings).begin();
                    admission.settle();
                });
                context.fireChannelActive();
                context.pipeline().remove(this);
            }
        });
    }

    /** How many there are. */
    public int count() {
        return admission.room().size();
    }

    /** Closes idle connections, so that clients do not find out with their next request. */
    public void closeUnused() {
        admission.room().closeUnused();
    }

    /**
     * Closes all, each when its client has taken what waits for it, or after a moment. Nobody can connect any more: a
     * connection that is refused is tried elsewhere, one that is cut may have been heard.
     */
    public void closeAll() {
        admission.listeners().forEach(Listener::close);
        admission.room().closeSoon();
    }
}
