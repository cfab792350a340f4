using System.Text;
using Microsoft.EntityFrameworkCore;
using Treff.Server.Operations;
using Treff.Server.Storage;

namespace Treff.Server.Chat;

/// <summary>Keeps the newest messages of each meeting until the meeting is over, across restarts of the server.</summary>
public sealed class ChatHistory(TreffDbContext database, TreffOptions options, TimeProvider time)
{
    /// <summary>The messages of a meeting, the oldest first.</summary>
    public async Task<IReadOnlyList<ChatMessage>> ReadAsync(string meeting, CancellationToken cancellationToken) =>
        await database.ChatMessages.AsNoTracking().Where(m => m.MeetingId == meeting).OrderBy(m => m.Sequence).ToListAsync(cancellationToken);

    /// <summary>Keeps a message and drops the oldest beyond the caps. False: the id belongs to another message already.</summary>
    public async Task<bool> AddAsync(NewMessage added, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(added);
        if (await FindAsync(added, cancellationToken) is { } known)
            return IsSame(known, added);
        var message = new ChatMessage
        {
            MeetingId = added.MeetingId,
            Id = added.Id,
            SenderIdentity = added.SenderIdentity,
            SenderName = added.SenderName,
            Text = added.Text,
            SentAt = time.GetUtcNow(),
            Bytes = Encoding.UTF8.GetByteCount(added.Id + added.SenderIdentity + added.SenderName + added.Text),
        };
        database.ChatMessages.Add(message);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // The same message sent twice at once: the other request kept it.
            database.Entry(message).State = EntityState.Detached;
            if (await FindAsync(added, cancellationToken) is not { } other)
                throw;
            return IsSame(other, added);
        }

        await TrimAsync(added.MeetingId, cancellationToken);
        return true;
    }

    private Task<ChatMessage?> FindAsync(NewMessage added, CancellationToken cancellationToken) =>
        database.ChatMessages.AsNoTracking().SingleOrDefaultAsync(m => m.MeetingId == added.MeetingId && m.Id == added.Id, cancellationToken);

    private static bool IsSame(ChatMessage known, NewMessage added) => known.SenderIdentity == added.SenderIdentity && known.Text == added.Text;

    private async Task TrimAsync(string meeting, CancellationToken cancellationToken)
    {
        var sizes = await database.ChatMessages.Where(m => m.MeetingId == meeting)
            .OrderByDescending(m => m.Sequence)
            .Select(m => new { m.Sequence, m.Bytes })
            .ToListAsync(cancellationToken);
        long bytes = 0;
        for (var index = 0; index < sizes.Count; index++)
        {
            bytes += sizes[index].Bytes;
            if (index < options.Chat.HistoryMessages && bytes <= options.Chat.HistoryBytes)
                continue;
            var newestDropped = sizes[index].Sequence;
            await database.ChatMessages.Where(m => m.MeetingId == meeting && m.Sequence <= newestDropped).ExecuteDeleteAsync(cancellationToken);
            return;
        }
    }
}

/// <summary>A checked message on its way in; sender and name come from token and room, never from the request.</summary>
public sealed record NewMessage(string MeetingId, string Id, string SenderIdentity, string SenderName, string Text);
