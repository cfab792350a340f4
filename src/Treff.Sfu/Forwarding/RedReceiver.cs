using Treff.Rtc;

namespace Treff.Sfu.Forwarding;

/// <summary>
/// Turns packets with RED (RFC 2198) into what subscribers get who do not take it: the packet's own audio, and before it what was lost on
/// the way here and is repeated in it. Silence (DTX) has no packets and no numbers, so nothing is missing there.
/// </summary>
internal sealed class RedReceiver
{
    // Packets whose arrival is remembered; redundancy reaches back less far.
    private const int Window = 64;

    private ulong _seen;
    private ulong _recovered;
    private long _highest;
    private bool _hasStarted;

    /// <summary>A packet has come, with RED or without: which of those before it are missing is known now.</summary>
    /// <returns>
    /// True when subscribers without RED have had its audio already, or may have had it: no number is used twice, and so late nobody plays it.
    /// </returns>
    public bool OnPacket(ushort sequenceNumber)
    {
        if (!_hasStarted)
        {
            _hasStarted = true;
            _highest = sequenceNumber + 0x10000L;
            _seen = ulong.MaxValue;
            return false;
        }

        var number = SequenceNumber.Extend(_highest, sequenceNumber);
        if (number > _highest)
        {
            Advance(number);
            return false;
        }

        if (_highest - number >= Window)
            return true;
        var bit = 1UL << (int)(_highest - number);
        _seen |= bit;
        return (_recovered & bit) != 0;
    }

    /// <summary>True once for a packet that has not come, and from now on counts as recovered.</summary>
    public bool TryRecover(ushort sequenceNumber)
    {
        var number = SequenceNumber.Extend(_highest, sequenceNumber);
        if (number >= _highest || _highest - number >= Window)
            return false;
        var bit = 1UL << (int)(_highest - number);
        if ((_seen & bit) != 0)
            return false;
        _seen |= bit;
        _recovered |= bit;
        return true;
    }

    private void Advance(long number)
    {
        var distance = number - _highest;
        _highest = number;
        if (distance >= Window)
        {
            // A restart rather than loss: there is nothing to recover before it.
            _seen = ulong.MaxValue;
            _recovered = 0;
            return;
        }

        _seen = (_seen << (int)distance) | 1;
        _recovered <<= (int)distance;
    }
}
