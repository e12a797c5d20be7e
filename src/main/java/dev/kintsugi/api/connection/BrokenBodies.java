package dev.kintsugi.api.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.ReferenceCountUtil;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers a request of HTTP/1.1 whose body cannot be read to its end, because the size of a chunk is no number or what
 * follows the chunks is no header. Vert.x would close the connection without a word.
 */
final class BrokenBodies extends ChannelInboundHandlerAdapter {

    private static final String NAME = "kintsugi.bodies";

    private @Nullable IntConsumer answer;

    private BrokenBodies() {}

    /** On the event loop. */
    static BrokenBodies of(ChannelPipeline pipeline) {
        if (pipeline.get(NAME) instanceof BrokenBodies known) {
            return known;
        }
        var added = new BrokenBodies();
        if (pipeline.get(Frames.VERTX) != null) {
            pipeline.addBefore(Frames.VERTX, NAME, added);
        }
        return added;
    }

    /** @param answer answers the request of which a body is read now, with a status, and closes the connection */
    void expect(IntConsumer answer) {
        this.answer = answer;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            answer = null; // the next one: it may have to wait for the one before
        }
        var now = answer;
        if (now != null
                && message instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            answer = null;
            var status = content.decoderResult().cause() instanceof TooLongHttpHeaderException ? 431 : 400;
            ReferenceCountUtil.release(message);
            now.accept(status);
        } else {
            context.fireChannelRead(message);
        }
    }
}
