namespace DbPerService.ReferenceData.Domain;

/// <summary>Compares a list of the program with what is stored.</summary>
static class Revision
{
    /// <summary>The entries that are new or differ from the stored ones, each at its next version.</summary>
    public static IEnumerable<TEntry> Of<TEntry>(IEnumerable<TEntry> listed, IEnumerable<TEntry> stored) where TEntry : class, IEntry<TEntry>
    {
        var known = stored.ToDictionary(entry => entry.Code);
        return
            from entry in listed
            let before = known.GetValueOrDefault(entry.Code)
            where before is null || !entry.At(before.Version).Equals(before)
            select entry.At((before?.Version ?? 0) + 1);
    }
}
