using System.Diagnostics;

namespace DbPerService.Messaging;

/// <summary>A message that could be read, with its event and its span.</summary>
readonly record struct PlannedMessage(ConsumedMessage Message, object Content, Activity? Span);

/// <summary>Messages of one type, handled together.</summary>
sealed record PlannedGroup(EventRoute Route, List<PlannedMessage> Messages);

/// <summary>
/// Sorts the messages of a batch into as few groups of one type as keep, for each key, the order of arrival.
/// </summary>
static class BatchPlan
{
    /// <summary>
    /// Each message goes to the first group of its type that is not before the last group its key is already in; without a key, to the first.
    /// </summary>
    public static List<PlannedGroup> Of(IEnumerable<(EventRoute Route, PlannedMessage Planned)> messages)
    {
        var groups = new List<PlannedGroup>();
        var lastGroupOfKey = new Dictionary<(string, string), int>();
        foreach (var (route, planned) in messages)
        {
            var key = planned.Message.Key;
            var index = key is null ? 0 : lastGroupOfKey.GetValueOrDefault((planned.Message.Topic, key));
            while (index < groups.Count && groups[index].Route != route)
            {
                index++;
            }

            if (index == groups.Count)
            {
                groups.Add(new PlannedGroup(route, []));
            }

            groups[index].Messages.Add(planned);
            if (key is not null)
            {
                lastGroupOfKey[(planned.Message.Topic, key)] = index;
            }
        }

        return groups;
    }
}
