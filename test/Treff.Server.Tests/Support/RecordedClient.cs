using System.IO.Compression;
using System.Net.WebSockets;
using System.Text.Json;
using Google.Protobuf;
using Treff.LiveKit.Protocol;

namespace Treff.Server.Tests.Support;

/// <summary>Says over the signalling connection what a real livekit-client said; it has no media.</summary>
internal sealed class RecordedClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private Task _reading = Task.CompletedTask;

    public static async Task<RecordedClient> JoinAsync(TreffApp app, string token)
    {
        var client = new RecordedClient();
        client._socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        var join = Uri.EscapeDataString(Repository.RecordedJoinRequest("single-pc.alice"));
        await client._socket.ConnectAsync(new Uri($"ws://{app.Address.Authority}/rtc/v1?join_request={join}"), CancellationToken.None);
        client._reading = client.DrainAsync();
        return client;
    }

    /// <summary>A microphone, and a camera of 640×360 in two qualities.</summary>
    public async Task PublishAsync()
    {
        foreach (var request in RecordedPublishing())
        {
            if (request.AddTrack is { Type: TrackType.Video } camera)
            {
                (camera.Width, camera.Height) = (640, 360);
                while (camera.Layers.Count > 2)
                    camera.Layers.RemoveAt(2);
            }

            await _socket.SendAsync(request.ToByteArray(), WebSocketMessageType.Binary, true, CancellationToken.None);
        }
    }

    public void Abort() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    /// <summary>Up to the offer that brings the camera.</summary>
    private static List<SignalRequest> RecordedPublishing()
    {
        var requests = new List<SignalRequest>();
        using var reader = new StreamReader(
            new GZipStream(File.OpenRead(Repository.PathOf("test", "traces", "signal", "single-pc.alice.jsonl.gz")), CompressionMode.Decompress));
        while (requests.Count(request => request.Offer is not null) < 3 && reader.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.GetProperty("kind").GetString() is "addTrack" or "offer" && json.RootElement.GetProperty("direction").GetString() == "client")
                requests.Add(SignalRequest.Parser.ParseFrom(json.RootElement.GetProperty("raw").GetBytesFromBase64()));
        }

        return requests;
    }

    private async Task DrainAsync()
    {
        var buffer = new byte[8192];
        try
        {
            while ((await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None)).MessageType != WebSocketMessageType.Close)
            {
                // Nobody asks for it.
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // Aborted, by the server or by Dispose.
        }
    }
}
