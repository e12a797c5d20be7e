package dev.kintsugi.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.job.support.SupportTicket;
import dev.kintsugi.job.support.TicketStore;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.recovery.classification.CauseChain;
import dev.kintsugi.report.event.TicketView;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Tickets as files in the folder {@code tickets} of the home: a person can read them without the service. */
@ApplicationScoped
class TicketFiles implements TicketStore {

    private static final String ENDING = ".json";

    private final ObjectMapper json;
    private final Path folder;

    TicketFiles(ObjectMapper json, ModelFolders folders) {
        this.json = json;
        this.folder = folders.home().resolve("tickets");
    }

    @Override
    public void keep(SupportTicket ticket) {
        var file = file(ticket);
        var partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            Files.createDirectories(folder);
            Files.write(partial, json.writerWithDefaultPrettyPrinter().writeValueAsBytes(TicketView.of(ticket)));
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Log.warnf("the ticket %s cannot be kept: %s", ticket.id(), CauseChain.describe(e));
        }
    }

    @Override
    public void remove(SupportTicket ticket) {
        try {
            Files.deleteIfExists(file(ticket));
        } catch (IOException e) {
            Log.warnf("the ticket %s cannot be removed: %s", ticket.id(), CauseChain.describe(e));
        }
    }

    @Override
    public List<SupportTicket> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .map(this::read)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparing(SupportTicket::last))
                    .toList();
        } catch (IOException e) {
            Log.warnf("the tickets cannot be read: %s", CauseChain.describe(e));
            return List.of();
        }
    }

    private Optional<SupportTicket> read(Path file) {
        try {
            return json.readValue(file.toFile(), TicketView.class).toTicket();
        } catch (IOException | RuntimeException e) {
            Log.warnf("%s is no ticket that can be read: %s", file.getFileName(), e.getMessage());
            return Optional.empty();
        }
    }

    private Path file(SupportTicket ticket) {
        return folder.resolve(ticket.id() + ENDING);
    }
}
