namespace DbPerService.Messaging;

/// <summary>
/// Sorts the messages of a batch into as few groups of one type as possible while keeping the order of arrival of each key.
/// </summary>
static class BatchPlan
{
    /// <summary>
    /// A message goes to the first group of its type that is not before the last group of its key; without a key, to the first.
    /// </summary>
    public static List<List<ReadMessage>> Of(IEnumerable<ReadMessage> messages)
    {
        var groups = new List<List<ReadMessage>>();
        var lastGroupOfKey = new Dictionary<(string Topic, string Key), int>();
        foreach (var message in messages)
        {
            var (topic, key) = (message.Message.Topic, message.Message.Key);
            var index = key is null ? 0 : lastGroupOfKey.GetValueOrDefault((topic, key));
            while (index < groups.Count && !IsOfTypeOf(message, groups[index][0]))
            {
                index++;
            }

            if (index == groups.Count)
            {
                groups.Add([]);
            }

            groups[index].Add(message);
            if (key is not null)
            {
                lastGroupOfKey[(topic, key)] = index;
            }
        }

        return groups;
    }

    static bool IsOfTypeOf(ReadMessage message, ReadMessage other) =>
        message.Message.Type == other.Message.Type && message.Message.Topic == other.Message.Topic;
}
