package dev.kintsugi.api.connection;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import org.jspecify.annotations.Nullable;

/**
 * Tells {@link Connections} of each connection as soon as it is accepted; Vert.x tells of one only with its first request,
 * which may never come. Netty finds this class by {@code META-INF/services}, and makes it itself.
 */
public final class Extension extends ChannelInitializerExtension {

    private static volatile @Nullable Connections connections;

    /** Netty needs it. */
    public Extension() {}

    /** Lets Netty look for extensions, which it does when the first server begins to listen. */
    static void enable() {
        System.setProperty("io.netty.bootstrap.extensions", "serviceload");
    }

    static void use(@Nullable Connections now) {
        connections = now;
    }

    @Override
    public void postInitializeServerListenerChannel(ServerChannel channel) {
        var now = connections;
        if (now != null) {
            now.listen(channel);
        }
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        var now = connections;
        if (now != null) {
            now.accept(channel);
        }
    }
}
