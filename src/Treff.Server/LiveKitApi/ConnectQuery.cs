using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Treff.LiveKit.Protocol;

namespace Treff.Server.LiveKitApi;

/// <summary>The query of <c>/rtc</c>: what newer clients put into a join request, as parameters of their own. Unknown ones are ignored.</summary>
public static class ConnectQuery
{
    /// <summary>Null when <paramref name="join"/> could be read.</summary>
    public static RtcRefusal? Decode(IQueryCollection query, out JoinRequest join)
    {
        ArgumentNullException.ThrowIfNull(query);
        join = new JoinRequest
        {
            ClientInfo = ReadClient(query),
            ConnectionSettings = ReadSettings(query),
            Reconnect = IsTrue(query["reconnect"]),
            ParticipantSid = query["sid"].ToString(),
            ReconnectReason = (ReconnectReason)ReadNumber(query["reconnect_reason"]),
        };
        return TryReadAttributes(query["attributes"].ToString(), join)
            ? null
            : new RtcRefusal(StatusCodes.Status400BadRequest, "cannot decode attributes");
    }

    private static ClientInfo ReadClient(IQueryCollection query)
    {
        var client = new ClientInfo
        {
            Sdk = Enum.TryParse<ClientInfo.Types.SDK>(query["sdk"].ToString().Replace("reactnative", "ReactNative", StringComparison.OrdinalIgnoreCase), ignoreCase: true, out var sdk)
                && Enum.IsDefined(sdk) ? sdk : ClientInfo.Types.SDK.Unknown,
            Version = query["version"].ToString(),
            Protocol = ReadNumber(query["protocol"]),
            ClientProtocol = ReadNumber(query["client_protocol"]),
            Os = query["os"].ToString(),
            OsVersion = query["os_version"].ToString(),
            DeviceModel = query["device_model"].ToString(),
            Browser = query["browser"].ToString(),
            BrowserVersion = query["browser_version"].ToString(),
            Network = query["network"].ToString(),
        };
        var capabilities = ClientInfo.Descriptor.EnumTypes.Single(type => type.Name == nameof(ClientInfo.Types.Capability));
        foreach (var name in query["capabilities"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (capabilities.FindValueByName(name) is { } capability)
                client.Capabilities.Add((ClientInfo.Types.Capability)capability.Number);
        }

        return client;
    }

    private static ConnectionSettings ReadSettings(IQueryCollection query)
    {
        var settings = new ConnectionSettings
        {
            AutoSubscribe = !query.ContainsKey("auto_subscribe") || IsTrue(query["auto_subscribe"]),
            AdaptiveStream = IsTrue(query["adaptive_stream"]),
            DisableIceLite = IsTrue(query["disable_ice_lite"]),
        };
        if (query.ContainsKey("subscriber_allow_pause"))
            settings.SubscriberAllowPause = IsTrue(query["subscriber_allow_pause"]);
        if (query.ContainsKey("auto_subscribe_data_track"))
            settings.AutoSubscribeDataTrack = IsTrue(query["auto_subscribe_data_track"]);
        return settings;
    }

    private static bool IsTrue(string? value) => value is "1" or "true";

    private static int ReadNumber(string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>Base64url of a JSON object of strings.</summary>
    private static bool TryReadAttributes(string text, JoinRequest join)
    {
        if (text.Length == 0)
            return true;
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromChars(text.TrimEnd('='), bytes, out _, out var length) != OperationStatus.Done)
            return false;
        try
        {
            var attributes = JsonSerializer.Deserialize<Dictionary<string, string?>>(bytes.AsSpan(0, length));
            foreach (var (name, value) in attributes ?? [])
                join.ParticipantAttributes[name] = value ?? "";
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
