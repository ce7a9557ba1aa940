using static System.FormattableString;

namespace DbPerService.Replay.Chaos;

/// <param name="Kind">What happens.</param>
/// <param name="Target">The instance, engine or link that it happens to; <c>everything</c> for a power cut.</param>
/// <param name="At">Since the first order.</param>
/// <param name="For">How long it lasts; zero for what happens at once.</param>
/// <param name="Detail">What the fault needs to know beyond that: milliseconds, bytes a second, a direction, or seconds of a clock.</param>
internal sealed record PlannedFault(FaultKind Kind, string Target, TimeSpan At, TimeSpan For, string Detail = "")
{
    public TimeSpan Until => At + For;

    public override string ToString()
    {
        var what = Detail.Length > 0 ? $"{Kind} {Detail}" : $"{Kind}";
        var lasting = For > TimeSpan.Zero ? Invariant($" for {For.TotalSeconds:0.0} s") : "";
        return Invariant($"{At.TotalSeconds,6:0.0} s  {what,-24} {Target}{lasting}");
    }
}
