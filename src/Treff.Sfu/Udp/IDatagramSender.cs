namespace Treff.Sfu.Udp;

/// <summary>What empties a send batch: sockets, or a test that looks at the datagrams.</summary>
internal interface IDatagramSender
{
    /// <summary>Sends or drops every datagram of the batch; never throws for what the network says.</summary>
    void Send(SendBatch batch);
}
