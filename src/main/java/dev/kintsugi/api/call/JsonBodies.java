package dev.kintsugi.api.call;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.api.error.OpenAiError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.request.JsonFields;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * Names every field of a body whose value is of a wrong type, as the WebSocket does. OpenAI's clients get 400 for it, as from
 * OpenAI; others 422, as for any other wrong field.
 */
@Provider
class JsonBodies implements ReaderInterceptor {

    private final ObjectMapper json;
    private final UriInfo uri;

    JsonBodies(ObjectMapper json, UriInfo uri) {
        this.json = json;
        this.uri = uri;
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        var body = context.getInputStream().readAllBytes();
        context.setInputStream(new ByteArrayInputStream(body));
        try {
            return context.proceed();
        } catch (JsonMappingException e) {
            return readAgain(body, context, e);
        } catch (WebApplicationException e) {
            if (e.getCause() instanceof JsonMappingException mapping) {
                return readAgain(body, context, mapping);
            }
            throw e;
        }
    }

    private Object readAgain(byte[] body, ReaderInterceptorContext context, JsonMappingException thrown)
            throws IOException {
        if (!(thrown instanceof InvalidDefinitionException) && json.readTree(body) instanceof ObjectNode object) {
            return fields(object, context);
        }
        throw thrown;
    }

    private Object fields(ObjectNode object, ReaderInterceptorContext context) {
        try {
            return JsonFields.read(json, object, json.constructType(context.getGenericType()), "body");
        } catch (TypedException e) {
            if (OpenAiError.speaks(uri.getPath())) {
                throw new BadRequestException(e);
            }
            throw e;
        }
    }
}
