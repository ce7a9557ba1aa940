using static System.FormattableString;

namespace DbPerService.Replay.Chaos;

/// <param name="Kind">The kind of fault.</param>
/// <param name="Target">The instance, engine or link; <c>everything</c> for a power cut.</param>
/// <param name="At">Time since the first order.</param>
/// <param name="For">Its duration; zero for an instantaneous fault.</param>
/// <param name="Detail">The fault's parameter: milliseconds, bytes per second, a direction, or seconds of clock error.</param>
sealed record PlannedFault(FaultKind Kind, string Target, TimeSpan At, TimeSpan For, string Detail = "")
{
    public TimeSpan Until => At + For;

    public override string ToString()
    {
        var what = Detail.Length > 0 ? $"{Kind} {Detail}" : $"{Kind}";
        var lasting = For > TimeSpan.Zero ? Invariant($" for {For.TotalSeconds:0.0} s") : "";
        return Invariant($"{At.TotalSeconds,6:0.0} s  {what,-24} {Target}{lasting}");
    }
}
